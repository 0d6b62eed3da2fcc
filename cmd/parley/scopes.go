package main

import (
	"fmt"
	"slices"
	"strings"

	"parley/connectors/hubspot"
	"parley/engine/machine"
)

// need is a permission at HubSpot and the dialogs that do not work without it.
type need struct {
	scope   string
	dialogs []string
}

// needsOf adds up what the dialogs need, from the actions that they use. Every
// access may tell whose it is, and what works without is not counted.
func needsOf(m *machine.Machine, catalog machine.Catalog) (list []need) {
	for _, d := range m.Tables() {
		for _, f := range m.Failures(d) {
			spec, _ := catalog.Spec(f.Action)
			for _, scope := range spec.Scopes {
				if scope == "oauth" || slices.Contains(hubspot.OptionalScopes(), scope) {
					continue
				}
				i := slices.IndexFunc(list, func(n need) bool { return n.scope == scope })
				if i < 0 {
					i = len(list)
					list = append(list, need{scope: scope})
				}
				if whole, _, _ := strings.Cut(d.Name, "."); !slices.Contains(list[i].dialogs, whole) {
					list[i].dialogs = append(list[i].dialogs, whole)
				}
			}
		}
	}
	return list
}

// without says which dialogs do not work with those scopes alone.
func without(needs []need, scopes []string) (says []string) {
	for _, n := range needs {
		if slices.Contains(scopes, n.scope) {
			continue
		}
		verb := "need"
		if len(n.dialogs) == 1 {
			verb = "needs"
		}
		says = append(says, fmt.Sprintf("%s %s %s", strings.Join(n.dialogs, ", "), verb, n.scope))
	}
	return says
}

// unneeded are the scopes that people are asked for and no dialog needs.
func unneeded(needs []need, scopes []string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(scope string) bool {
		return scope == "oauth" || slices.ContainsFunc(needs, func(n need) bool { return n.scope == scope })
	})
}

// needs are those of the dialogs that the node runs now.
func (n *node) needs() []need {
	m := n.machine
	if n.engine != nil {
		m = n.engine.Machine()
	}
	return needsOf(m, newCatalog(nil, nil, m.Described()))
}

// compareScopes tells the operator where the dialogs and the app's scopes do
// not fit together.
func (n *node) compareScopes() {
	needs, app := n.needs(), n.flow.App
	for _, text := range without(needs, slices.Concat(app.Scopes, app.OptionalScopes)) {
		n.logger.Warn("dialogs need a scope that is not asked for", "advice", text+"; add it to --hubspot-scopes and to the app at HubSpot")
	}
	if more := unneeded(needs, app.Scopes); len(more) > 0 {
		n.logger.Info("no dialog needs a scope that people are asked for", "scopes", more)
	}
}

// notGranted says what an access lacks of what was asked for, and what does
// not work for that.
func (n *node) notGranted(scopes []string) (says []string) {
	needs := n.needs()
	for _, scope := range slices.Concat(n.flow.App.Scopes, n.flow.App.OptionalScopes) {
		if scope == "oauth" || slices.Contains(scopes, scope) {
			continue
		}
		text := scope
		if i := slices.IndexFunc(needs, func(n need) bool { return n.scope == scope }); i >= 0 {
			text += ", without which these don't work: " + strings.Join(needs[i].dialogs, ", ")
		}
		says = append(says, text)
	}
	return says
}
