// What the widget says by itself, one table per language, of which a page loads one. {0}, {1}, {2} stand for values; a
// sentence that depends on the first has a form for each kind of number of its language ("one", "few", "other" …). What the
// assistant says comes from the server.

import type english from "./words/en.json";

export type Word = keyof typeof english;

let table: Record<Word, string | { [kind: string]: string }>;

// Which languages there are, in their order: the server writes them here.
const known = "{languages}".split(" ");

let plurals: Intl.PluralRules;

/** The language of dates, numbers and hello, as a tag such as de-AT. */
export let language = "en";

/** The words in the language that is spoken, with their values in place. */
export function t(word: Word, ...values: (string | number)[]): string {
  const said = table[word];
  return (typeof said === "string" ? said : said[plurals.select(values[0] as number)] ?? said.other!).replace(/\{(\d)\}/g, (_, at) => values[at] as string);
}

/** Loads the words of a language, or English where there are none. Returns the language that is spoken. */
export async function speak(wanted: string | undefined): Promise<string> {
  const found = (wanted || navigator.language).toLowerCase();
  const spoken = known.filter((one) => (found + "-").startsWith(one + "-")).pop() ?? "en"; // de-at before de
  language = navigator.languages.find((one) => one.toLowerCase().startsWith(found)) ?? (wanted || spoken);
  const answer = await fetch(new URL(spoken + ".json", import.meta.url));
  table = (await answer.json()) as typeof table;
  plurals = new Intl.PluralRules(spoken);
  return spoken;
}
