// What the widget says by itself, one table per language, of which a page loads one. {0}, {1}, {2} stand for values; no
// sentence depends on a number, so none needs plural forms. What the assistant says comes from the server.

import type english from "./words/en.json";

export type Word = keyof typeof english;

let table = {} as Record<Word, string>;

/** The language of dates, numbers and hello, as a tag such as de-AT. */
export let language = "en";

/** The words in the language that is spoken, with their values in place. */
export function t(word: Word, ...values: (string | number)[]): string {
  return table[word].replace(/\{(\d)\}/g, (_, at) => values[at] as string);
}

/** Loads the words of a language, or English where there are none. Returns the language that is spoken. */
export async function speak(wanted: string | undefined): Promise<string> {
  const found = (wanted || navigator.language).toLowerCase();
  const spoken = ["de", "ja"].find((one) => found.split("-")[0] === one) ?? "en";
  language = navigator.languages.find((one) => one.toLowerCase().startsWith(found)) ?? (wanted || spoken);
  const answer = await fetch(new URL(spoken + ".json", import.meta.url));
  table = (await answer.json()) as typeof table;
  return spoken;
}
