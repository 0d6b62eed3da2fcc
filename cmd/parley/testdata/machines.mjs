// Loads machines with the libraries of their formats and holds them against
// the table. Run by TestMachinesInOtherForms, which gives it:
//   node machines.mjs FOLDER MACHINES
// FOLDER holds node_modules, MACHINES is a JSON file: a list of
// {dialog, states, moves: [[from, to]], xstate, scxml}.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, file] = process.argv.slice(2);
const require = createRequire(join(folder, 'anchor.js'));
const { createMachine, getNextSnapshot } = require('xstate');
const scxml = require('@scion-scxml/scxml');
const { Statechart } = require('@scion-scxml/core');

// model reads a document with the reference implementation of SCXML.
function model(text) {
  return new Promise((resolve, reject) => {
    scxml.documentStringToModel('', text, (err, m) => {
      if (err) return reject(err);
      m.prepare((e, constructor) => (e ? reject(e) : resolve(constructor)));
    });
  });
}

for (const m of JSON.parse(readFileSync(file, 'utf8'))) {
  const moves = new Set(m.moves.map(([from, to]) => `${from} ${to}`));

  const machine = createMachine(JSON.parse(m.xstate));
  assert.equal(machine.config.id, m.dialog);
  for (const from of m.states) {
    for (const to of m.states) {
      const at = machine.resolveState({ value: from });
      const next = getNextSnapshot(machine, at, { type: `to.${to}` });
      assert.equal(next.value, moves.has(`${from} ${to}`) ? to : from, `xstate: ${m.dialog}, ${from} to ${to}`);
    }
  }

  // A way to each state, so that each move can be made by the interpreter.
  const constructor = await model(m.scxml);
  const ways = new Map([['start', []]]);
  for (const [state, way] of ways) {
    for (const [from, to] of m.moves) if (from === state && !ways.has(to)) ways.set(to, [...way, to]);
  }
  assert.equal(ways.size, m.states.length, m.dialog);
  for (const [from, to] of m.moves) {
    const chart = new Statechart(constructor);
    assert.deepEqual(chart.start(), ['start']);
    for (const state of [...ways.get(from), to]) chart.gen({ name: `to.${state}` });
    assert.deepEqual(chart.getConfiguration(), [to], `scxml: ${m.dialog}, ${from} to ${to}`);
  }
}
