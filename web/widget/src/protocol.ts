// The frames of protocol parley.v1 as they travel. Unknown keys, kinds and types are allowed and skipped, so every
// reader below checks what it is about to use.

export interface Choice {
  label: string;
  value: string;
  style?: "primary" | "danger" | "link";
}

export interface Field {
  label: string;
  value: string;
  was?: string;
  head?: boolean; // the record's subtitle or badge says it too
}

export interface Input {
  type: "text" | "money" | "number" | "date" | "email" | "phone" | "url" | "choice" | "record" | "yes_no";
  min?: string | number;
  max?: string | number;
  options?: string[];
}

export interface TextMessage { kind: "text"; text: string; choices?: Choice[] }
export interface QuestionMessage {
  kind: "question"; text: string; field: string; hint?: string; input: Input; choices?: Choice[];
}
export interface ConfirmMessage {
  kind: "confirm"; text: string; fields: Field[]; style: "normal" | "danger"; choices: Choice[];
}
export interface RecordMessage {
  kind: "record"; text: string; object: string; id: string; title: string; subtitle?: string; badge?: string; fields: Field[];
  url?: string; choices?: Choice[];
}
export type Column = string | { label: string; align?: "start" | "end" };
export interface Row { id: string; cells: string[]; url?: string; choices?: Choice[] }
export interface TableMessage {
  kind: "table"; text: string; object: string; columns: Column[]; rows: Row[];
  from: number; to: number; total?: number; choices?: Choice[];
}
export interface SignInMessage {
  kind: "sign_in"; text: string; provider: string; url: string; expires_at: string; choices?: Choice[];
}
export interface SignedInMessage {
  kind: "signed_in"; text: string; provider: string; user: string; account: string; choices?: Choice[];
}
export interface NoticeMessage {
  kind: "notice"; text: string; level: "info" | "warning" | "error"; reference?: string; choices?: Choice[];
}

export type Message =
  | TextMessage | QuestionMessage | ConfirmMessage | RecordMessage
  | TableMessage | SignInMessage | SignedInMessage | NoticeMessage;

export interface DialogField {
  name: string; label: string; value: string | null; display: string; from: "said" | "chosen" | "remembered" | "default";
}
export interface Dialog { name: string; title: string; state: string; fields: DialogField[]; waiting?: boolean }

export interface HelloFrame {
  type: "hello"; token?: string; epoch?: string; last_seq?: number; identity?: string; locale?: string; timezone?: string;
}
export interface MessageFrame { type: "message"; id: string; text: string; seq?: number }
export interface ChooseFrame { type: "choose"; id: string; value: string; seq: number }
export interface FillFrame { type: "fill"; id: string; fields: { [name: string]: string | null } }
export interface AckFrame { type: "ack"; seq: number }
export interface BindFrame { type: "bind"; flow: string; proof: string }
export interface EndFrame { type: "end"; id: string }

/** Frames with an id are kept until the server acknowledges that id. */
export type KeptFrame = MessageFrame | ChooseFrame | FillFrame | EndFrame;
export type ClientFrame = HelloFrame | AckFrame | BindFrame | KeptFrame;

export interface WelcomeFrame {
  type: "welcome"; session: string; token?: string; epoch: string; resumed: boolean; seq: number;
  signed_in?: { provider: string; user: string; account: string }[];
  dialogs?: { name: string; title: string; description?: string }[];
}
export interface AcceptedFrame { type: "ack"; id: string }
export interface TurnFrame {
  type: "turn"; seq: number; reply_to?: string; said?: string; messages: Message[]; more?: boolean; dialog?: Dialog;
  ended?: { dialog: string; state: string };
}
export interface TypingFrame { type: "typing"; on: boolean }
export interface ErrorFrame { type: "error"; code: string; message: string; id?: string; retry_after_ms?: number }
export type ServerFrame = WelcomeFrame | AcceptedFrame | TurnFrame | TypingFrame | ErrorFrame;

export const subprotocol = "parley.v1";

/** Close codes with a meaning of their own; every other code means "come back after a delay". */
export const enum Closed { ended = 1000, tooLarge = 1009, elsewhere = 4001, refused = 4003 }
