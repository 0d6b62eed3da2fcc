package main

import (
	"context"
	"time"

	"parley/engine/machine"
	"parley/engine/syntax"
)

// keepEvery is how often a node says that its dialogs are still in use.
const keepEvery = time.Hour

// use runs the node on a machine from now on; needed is that of engine.Use.
func (n *node) use(m *machine.Machine, needed func(hash string) bool) {
	if n.model != nil {
		brief := m.Brief()
		n.model.Learn(brief.Instructions, brief.Schema)
	}
	n.actions.now.Store(newCatalog(n.client, n.model, m.Described()))
	n.engine.Use(m, needed)
	if n.server != nil {
		n.server.SetDialogs(dialogInfo(m))
		n.compareScopes()
	}
}

// keepDialogs stores the dialogs of a machine for nodes that find a chat in
// the middle of one and don't have it: this one after a restart, or another.
func (n *node) keepDialogs(ctx context.Context, m *machine.Machine) {
	for _, c := range m.Dialogs() {
		if err := n.store.KeepDialog(ctx, c.Hash, c.Tree.Source); err != nil {
			n.logger.Warn("dialog not kept for other nodes", "dialog", c.Name, "error", err)
			return
		}
	}
}

// keeping says now and then that the dialogs are still in use, until ctx ends.
func (n *node) keeping(ctx context.Context) {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			n.keepDialogs(ctx, n.engine.Machine())
		}
	}
}

// recall is the engine's Recall: it finds a version that was kept.
func (n *node) recall(ctx context.Context, m *machine.Machine, hash string) (*machine.Compiled, error) {
	file, err := n.store.Dialog(ctx, hash)
	if err != nil || file == nil {
		return nil, err
	}
	tree, diags := syntax.Parse(hash+".yaml", file)
	if tree == nil || diags.Failed() || tree.Hash != hash {
		return nil, nil
	}
	return m.Revive(tree), nil
}
