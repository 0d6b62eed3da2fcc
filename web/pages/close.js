// Closes the tab where the browser allows it: only one that a script opened.
setTimeout(() => window.close(), 1500);
