// What this tab remembers: the session token and how far the transcript was shown, nothing else. Where storage is
// blocked the chat works without memory.

const key = "parley.session";

export interface Memory { token: string; epoch: string; last_seq: number }

export function recall(): Memory | undefined {
  try {
    const found = JSON.parse(sessionStorage.getItem(key)!) as Memory | null;
    return typeof found?.token === "string" ? found : undefined;
  } catch {
    return undefined;
  }
}

export function remember(memory: Memory | undefined): void {
  try {
    if (memory) sessionStorage.setItem(key, JSON.stringify(memory));
    else sessionStorage.removeItem(key);
  } catch {
    // Blocked storage only costs the memory of this tab.
  }
}
