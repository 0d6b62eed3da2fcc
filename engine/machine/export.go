package machine

import (
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
)

// The table in the forms of other tools. A move to a state is the event
// "to.STATE", with _ for the space in a state's name; a state that nothing
// leads out of is final.

func eventTo(state string) string { return "to." + node(state) }

// final tells whether nothing leads out of a state.
func (c *Compiled) final(state string) bool {
	return !slices.ContainsFunc(c.Moves(), func(m Move) bool { return m.From == state })
}

type scxml struct {
	XMLName xml.Name     `xml:"http://www.w3.org/2005/07/scxml scxml"`
	Version string       `xml:"version,attr"`
	Name    string       `xml:"name,attr"`
	Initial string       `xml:"initial,attr"`
	States  []scxmlState `xml:"state"`
	Finals  []scxmlState `xml:"final"`
}

type scxmlState struct {
	ID    string      `xml:"id,attr"`
	Moves []scxmlMove `xml:"transition"`
}

type scxmlMove struct {
	Event  string `xml:"event,attr"`
	Target string `xml:"target,attr"`
}

// SCXML is the table as State Chart XML 1.0 of the W3C.
func (c *Compiled) SCXML() ([]byte, error) {
	doc := scxml{Version: "1.0", Name: c.Name, Initial: node(stateStart)}
	for _, s := range c.table.states {
		x := scxmlState{ID: node(s)}
		for _, m := range c.Moves() {
			if m.From == s {
				x.Moves = append(x.Moves, scxmlMove{eventTo(m.To), node(m.To)})
			}
		}
		if len(x.Moves) == 0 {
			doc.Finals = append(doc.Finals, x)
		} else {
			doc.States = append(doc.States, x)
		}
	}
	out, err := xml.MarshalIndent(doc, "", "  ")
	return append([]byte(xml.Header), append(out, '\n')...), err
}

// XState is the table as the configuration of an XState machine. A move from a
// state to itself enters it anew, as it does here.
func (c *Compiled) XState() ([]byte, error) {
	type move struct {
		Target  string `json:"target"`
		Reenter bool   `json:"reenter,omitempty"`
	}
	type state struct {
		Type string          `json:"type,omitempty"`
		On   map[string]move `json:"on,omitempty"`
	}
	states := map[string]state{}
	for _, s := range c.table.states {
		if c.final(s) {
			states[node(s)] = state{Type: "final"}
			continue
		}
		on := map[string]move{}
		for _, m := range c.Moves() {
			if m.From == s {
				on[eventTo(m.To)] = move{node(m.To), m.From == m.To}
			}
		}
		states[node(s)] = state{On: on}
	}
	var b strings.Builder
	out := json.NewEncoder(&b)
	out.SetIndent("", "  ")
	err := out.Encode(struct {
		ID      string           `json:"id"`
		Initial string           `json:"initial"`
		States  map[string]state `json:"states"`
	}{c.Name, node(stateStart), states})
	return []byte(b.String()), err
}
