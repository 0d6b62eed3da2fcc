// Lets VS Code's own client library speak with `parley lsp` and fails on the
// first surprise. Run by TestEditorClient, which gives it:
//   node editor.mjs FOLDER PARLEY DIALOGS
// FOLDER holds node_modules, PARLEY is the program, DIALOGS a folder with
// note_deal.yaml, note_deal_test.yaml and see_deals.yaml.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, parley, dialogs] = process.argv.slice(2);
const lsp = createRequire(join(folder, 'anchor.js'))('vscode-languageserver-protocol/node');

const child = spawn(parley, ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
const ended = new Promise((resolve) => child.on('exit', resolve));
const connection = lsp.createProtocolConnection(new lsp.StreamMessageReader(child.stdout), new lsp.StreamMessageWriter(child.stdin));
const told = [];
let wake = () => {};
connection.onNotification(lsp.PublishDiagnosticsNotification.type, (p) => { told.push(p); wake(); });
connection.onNotification(lsp.ShowMessageNotification.type, () => {});
connection.onError(([error]) => { throw error; });
connection.listen();

const uri = pathToFileURL(join(dialogs, 'note_deal.yaml')).href;
const text = readFileSync(join(dialogs, 'note_deal.yaml'), 'utf8');

// problems waits for what is told about the dialog next.
async function problems() {
  for (;;) {
    while (told.length > 0) {
      const p = told.shift();
      if (p.uri === uri) return p.diagnostics;
    }
    await new Promise((resolve) => { wake = resolve; });
  }
}

// behind is a position behind a piece of the dialog.
function behind(piece) {
  const i = text.indexOf(piece);
  assert.ok(i >= 0, piece);
  const lines = text.slice(0, i + piece.length).split('\n');
  return { textDocument: { uri }, position: { line: lines.length - 1, character: lines.at(-1).length } };
}

const begun = await connection.sendRequest(lsp.InitializeRequest.type, { processId: process.pid, rootUri: pathToFileURL(dialogs).href, capabilities: {} });
assert.equal(begun.capabilities.textDocumentSync.change, lsp.TextDocumentSyncKind.Full);
await connection.sendNotification(lsp.InitializedNotification.type, {});

await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'yaml', version: 1, text: text.replace('    ask: What should', '    aks: What should') } });
const [found] = await problems();
assert.equal(found.code, 'PAR201');
assert.equal(found.severity, lsp.DiagnosticSeverity.Error);
await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, { textDocument: { uri, version: 2 }, contentChanges: [{ text }] });
assert.deepEqual(await problems(), []);

const items = await connection.sendRequest(lsp.CompletionRequest.type, behind('type: '));
assert.ok(items.some((i) => i.label === 'money'));
const hover = await connection.sendRequest(lsp.HoverRequest.type, behind('do: hubspot'));
assert.match(hover.contents.value, /hubspot\.deals\.create/);
const field = await connection.sendRequest(lsp.DefinitionRequest.type, behind('confirm: Create <na'));
assert.equal(field.uri, uri);
assert.equal(await connection.sendRequest(lsp.DefinitionRequest.type, behind('title: No')), null);
const range = await connection.sendRequest(lsp.PrepareRenameRequest.type, behind('confirm: Create <na'));
assert.equal(range.end.character - range.start.character, 4);
const edit = await connection.sendRequest(lsp.RenameRequest.type, { ...behind('confirm: Create <na'), newName: 'called' });
assert.ok(edit.changes[uri].length > 3);
await assert.rejects(connection.sendRequest(lsp.RenameRequest.type, { ...behind('confirm: Create <na'), newName: 'stage' }), /already/);
const [dialog] = await connection.sendRequest(lsp.DocumentSymbolRequest.type, { textDocument: { uri } });
assert.equal(dialog.name, 'note_deal');
const [lens] = await connection.sendRequest(lsp.CodeLensRequest.type, { textDocument: { uri } });
const result = await connection.sendRequest(lsp.ExecuteCommandRequest.type, { command: lens.command.command, arguments: lens.command.arguments });
assert.equal(result.passed, true, result.report);

await connection.sendRequest(lsp.ShutdownRequest.type);
await connection.sendNotification(lsp.ExitNotification.type);
assert.equal(await ended, 0);
