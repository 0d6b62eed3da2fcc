// In a window that a chat opened: tell the chat, and only a page of this very server, that it is this browser. As soon as
// the server knows, the link leads straight on. Everybody else is asked.
const form = document.querySelector("form");

if (window.opener) {
  const page = document.querySelector("main");
  page.hidden = true;
  const { flow, proof } = form.dataset;
  window.opener.postMessage({ type: "bind", flow, proof }, location.origin);
  let looks = 0;
  const look = async () => {
    const answer = await fetch(location.href, { redirect: "manual" }).catch(() => undefined);
    if (answer?.type === "opaqueredirect") location.reload();
    else if (++looks < 20) setTimeout(look, 150);
    else page.hidden = false;
  };
  setTimeout(look, 50);
}
