package hubspot

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/connectors/sandbox"
	"parley/engine/action"
	"parley/engine/field"
)

// creates are the two creates, with where they go.
var creates = map[string]struct {
	path string
	args args
}{
	"hubspot.deals.create":    {"/crm/v3/objects/deals", args{"name": text("Pilot"), "stage": text("contractsent"), "amount": text("100"), "contact": text(acmeJane)}},
	"hubspot.contacts.create": {"/crm/v3/objects/contacts", args{"first_name": text("Ann"), "last_name": text("Lee"), "company": text("X")}},
}

// howLost are the ways in which the answer to a create gets lost.
var howLost = map[string]sandbox.Fault{
	"dropped":    {DropAnswer: true},
	"cut":        {Body: `{"id":`},
	"empty":      {Body: ` `},
	"without id": {Body: `{"properties":{}}`},
	"too long":   {Body: strings.Repeat(" ", maxBody+1)},
	"500":        {Status: 500},
	"502":        {Status: 502, Body: "<html>"},
	"503":        {Status: 503},
	"504":        {Status: 504},
	"521":        {Status: 521},
}

func TestCreateIsNeverRepeatedBlindly(t *testing.T) {
	for name, create := range creates {
		for how, fault := range howLost {
			t.Run(name+" "+how, func(t *testing.T) {
				w := newWorld(t)
				fault.Match = sandbox.Match{Method: "POST", Path: create.path + "$"}
				w.box.SetFault(fault)
				since := w.clock.Now()
				call := action.Call{ID: "op-1", Action: name, Args: create.args}
				_, err := w.call(call)
				if !errors.Is(err, action.ErrUnknown) {
					t.Fatalf("got %v, want an unknown outcome", describe(err))
				}
				if _, ok := errors.AsType[*action.Problem](err); ok {
					t.Error("an unknown outcome is a problem as well")
				}
				if n := w.count("POST", strings.TrimPrefix(create.path, "/crm/v3/objects")); n != 1 {
					t.Errorf("sent %d times, want once", n)
				}
				w.box.ClearFaults()
				call.Settle, call.Since = true, since
				got, err := w.call(call)
				if fault.Status != 0 { // the sandbox did not do it then
					if p, ok := errors.AsType[*action.Problem](err); !ok || p.Kind != action.Missing {
						t.Errorf("settled as %v, want missing", describe(err))
					}
					if total := w.clock.total(); total > time.Minute {
						t.Errorf("waited %s to find out, want at most a minute", total)
					}
					return
				}
				if err != nil || len(got.Records) != 1 {
					t.Fatalf("settled as %v %v", got, describe(err))
				}
				if name == "hubspot.deals.create" && len(got.Records[0].Links["contact"]) != 1 {
					t.Errorf("the settled deal has links %+v", got.Records[0].Links)
				}
			})
		}
	}
}

func TestSettleWaitsForTheSearch(t *testing.T) {
	w := newWorld(t, func(c *sandbox.Config) { c.SearchLag = 20 * time.Second })
	w.box.SetFault(sandbox.Fault{Match: sandbox.Match{Method: "POST", Path: "/crm/v3/objects/deals$"}, DropAnswer: true, Times: 1})
	call := action.Call{ID: "op-1", Action: "hubspot.deals.create", Args: creates["hubspot.deals.create"].args, Since: w.clock.Now()}
	if _, err := w.call(call); !errors.Is(err, action.ErrUnknown) {
		t.Fatal(describe(err))
	}
	call.Settle = true
	got, err := w.call(call)
	if err != nil || got.Records[0].Title != "Pilot" {
		t.Errorf("settled as %+v, %v", got, describe(err))
	}
	if total := w.clock.total(); total < 18*time.Second || total > 30*time.Second {
		t.Errorf("waited %s", total)
	}
}

// TestREL24_SettleByHubSpotsClock settles on a machine whose clock is minutes
// off: what was made is found, and an equal older record is not taken for it.
func TestREL24_SettleByHubSpotsClock(t *testing.T) {
	for name, create := range creates {
		for _, off := range []time.Duration{-10 * time.Minute, 10 * time.Minute} {
			t.Run(name+" "+off.String(), func(t *testing.T) {
				w := newWorld(t)
				w.client.Now = func() time.Time { return w.clock.Now().Add(off) }
				if _, err := w.call(action.Call{ID: "op-0", Action: name, Args: create.args}); err != nil {
					t.Fatal(describe(err))
				}
				if err := w.clock.Wait(t.Context(), time.Minute); err != nil {
					t.Fatal(err)
				}
				call := action.Call{ID: "op-1", Action: name, Args: create.args, Settle: true, Since: w.client.Now()}
				if _, err := w.call(call); describe(err) == "no error" || errors.Is(err, action.ErrUnknown) {
					t.Errorf("with only an older record: %v, want missing", describe(err))
				}
				call.Settle, call.Since = false, w.client.Now()
				w.box.SetFault(sandbox.Fault{Match: sandbox.Match{Method: "POST", Path: create.path + "$"}, DropAnswer: true, Times: 1})
				if _, err := w.call(call); !errors.Is(err, action.ErrUnknown) {
					t.Fatal(describe(err))
				}
				call.Settle = true
				if got, err := w.call(call); err != nil || len(got.Records) != 1 {
					t.Errorf("settled as %+v, %v", got, describe(err))
				}
			})
		}
	}
}

func TestSettleTellsOthersApart(t *testing.T) {
	w := newWorld(t)
	call := action.Call{ID: "op-1", Action: "hubspot.deals.create", Args: args{"name": text("Pilot"), "stage": text("contractsent"), "amount": text("100")}}
	before := call
	if _, err := w.call(before); err != nil {
		t.Fatal(describe(err))
	}
	w.clock.Wait(t.Context(), time.Minute)
	since := w.clock.Now()
	call.Settle, call.Since = true, since
	settled := func() error {
		_, err := w.call(call)
		return err
	}
	if p, ok := errors.AsType[*action.Problem](settled()); !ok || p.Kind != action.Missing {
		t.Error("an older deal was taken for this one")
	}
	other := action.Call{Action: "hubspot.deals.create", Args: args{"name": text("Pilot"), "stage": text("contractsent"), "amount": text("200")}}
	if _, err := w.call(other); err != nil {
		t.Fatal(describe(err))
	}
	if p, ok := errors.AsType[*action.Problem](settled()); !ok || p.Kind != action.Missing {
		t.Error("a deal with another amount was taken for this one")
	}
	for range 2 {
		again := call
		again.Settle = false
		if _, err := w.call(again); err != nil {
			t.Fatal(describe(err))
		}
	}
	if err := settled(); !errors.Is(err, action.ErrUnknown) {
		t.Errorf("of two equal deals one was chosen: %v", describe(err))
	}
}

func TestSettleContactByAddress(t *testing.T) {
	w := newWorld(t, func(c *sandbox.Config) { c.SearchLag = time.Hour })
	w.box.SetFault(sandbox.Fault{Match: sandbox.Match{Method: "POST", Path: "/crm/v3/objects/contacts$"}, DropAnswer: true, Times: 1})
	call := action.Call{ID: "op-1", Action: "hubspot.contacts.create", Args: args{"email": text("ann@x.example")}, Since: w.clock.Now()}
	if _, err := w.call(call); !errors.Is(err, action.ErrUnknown) {
		t.Fatal(describe(err))
	}
	call.Settle = true
	if got, err := w.call(call); err != nil || got.Records[0].Fields["email"].Norm != "ann@x.example" {
		t.Errorf("settled as %+v, %v", got, describe(err))
	}
	if w.clock.total() != 0 {
		t.Errorf("waited %s for what shows at once", w.clock.total())
	}
	call.Args = args{"email": text("jane.cooper@acme.example")}
	_, err := w.call(call)
	if p, ok := errors.AsType[*action.Problem](err); !ok || p.Kind != action.Missing {
		t.Errorf("a contact that was there before: %v", describe(err))
	}
}

func TestSettleUpdateAndDelete(t *testing.T) {
	w := newWorld(t)
	update := action.Call{Action: "hubspot.deals.update", Settle: true, Args: args{"id": text(acmeRenewal), "changes": {Set: args{"amount": text("1")}}}}
	remove := action.Call{Action: "hubspot.deals.delete", Settle: true, Args: args{"id": text(acmeRenewal)}}
	for _, call := range []action.Call{update, remove} {
		_, err := w.call(call)
		if p, ok := errors.AsType[*action.Problem](err); !ok || p.Kind != action.Missing {
			t.Errorf("%s not yet done: %v", call.Action, describe(err))
		}
		call.Settle = false
		if _, err := w.call(call); err != nil {
			t.Fatal(describe(err))
		}
		call.Settle = true
		if _, err := w.call(call); err != nil {
			t.Errorf("%s done: %v", call.Action, describe(err))
		}
	}
}

func TestOperationPropertyMakesCreatesRepeatable(t *testing.T) {
	for name, create := range creates {
		for how, fault := range howLost {
			t.Run(name+" "+how, func(t *testing.T) {
				w := newWorld(t)
				w.client.OperationProperty = sandbox.OperationProperty
				fault.Match, fault.Times = sandbox.Match{Method: "POST", Path: create.path + "$"}, 1
				w.box.SetFault(fault)
				first := w.record(name, create.args)
				second := w.record(name, create.args) // the same operation, from a process that knew nothing
				if first.ID != second.ID {
					t.Errorf("records %s and %s for one operation", first.ID, second.ID)
				}
				call := action.Call{ID: "op-1", Action: name, Args: create.args, Settle: true, Since: w.clock.Now()}
				if got, err := w.call(call); err != nil || got.Records[0].ID != first.ID {
					t.Errorf("settled as %+v, %v", got, describe(err))
				}
			})
		}
	}
}

func TestOperationPropertyStaysUnknownWhenNobodyAnswers(t *testing.T) {
	w := newWorld(t)
	w.client.OperationProperty = sandbox.OperationProperty
	w.box.SetFault(sandbox.Fault{Match: sandbox.Match{Path: "/crm/v3/objects/deals"}, DropAnswer: true})
	_, err := w.do("hubspot.deals.create", creates["hubspot.deals.create"].args)
	if !errors.Is(err, action.ErrUnknown) {
		t.Errorf("got %v", describe(err))
	}
	if n := w.count("POST", "/deals"); n != 1 {
		t.Errorf("sent %d times without looking, want once", n)
	}
}

func TestMissingOperationPropertyIsTheAdministrators(t *testing.T) {
	w := newWorld(t)
	w.client.OperationProperty = "no_such_property"
	p := w.problem(action.Invalid, "hubspot.deals.create", creates["hubspot.deals.create"].args)
	if !strings.Contains(p.Text, `no field "no_such_property"`) || len(p.Fields) != 0 {
		t.Errorf("problem is %+v", p)
	}
}

// A deal that is there without its link is not made again: the link is put
// in, and when that fails the user hears it.
func TestDealWithoutItsLink(t *testing.T) {
	for _, version := range []string{"2026-09", "v3"} {
		w := newWorld(t)
		w.client.Version = version
		w.client.OperationProperty = sandbox.OperationProperty
		linked := creates["hubspot.deals.create"].args
		bare := args{}
		for k, v := range linked {
			if k != "contact" {
				bare[k] = v
			}
		}
		first := w.record("hubspot.deals.create", bare)
		w.box.SetFault(sandbox.Fault{Match: sandbox.Match{Method: "PUT"}, Status: 403, Times: 1})
		got := w.must("hubspot.deals.create", linked)
		if got.Records[0].ID != first.ID || len(got.Notes) < 1 || got.Notes[0] != (action.Note{ID: "note_unlinked", Object: "deal", Other: "contact"}) {
			t.Errorf("%s: got %+v", version, got)
		}
		got = w.must("hubspot.deals.create", linked)
		if got.Records[0].ID != first.ID || len(got.Records[0].Links["contact"]) != 1 {
			t.Errorf("%s: again: %+v", version, got)
		}
	}
}

func TestNeverConnectedIsNotUnknown(t *testing.T) {
	for name, create := range creates {
		w := newWorld(t)
		w.client.Base = "http://127.0.0.1:1" // nobody listens there
		p := w.problem(action.Down, name, create.args)
		if !strings.Contains(p.Text, "nothing was saved") {
			t.Errorf("text is %q", p.Text)
		}
	}
}

// A kept connection that the server closed is not noticed before the next
// request goes out on it. A create must then be in doubt or not done, but
// never done twice.
func TestCreateOnAStaleConnection(t *testing.T) {
	w := serve(t, nil, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(rw, `{"results":[]}`)
	}))
	w.must("hubspot.contacts.list", nil)
	_, err := w.do("hubspot.contacts.create", args{"first_name": text("A")})
	if n := w.count("POST", "/contacts"); !errors.Is(err, action.ErrUnknown) || n != 1 {
		t.Errorf("sent %d times: %v", n, describe(err))
	}
}

func TestDayOfACloseDate(t *testing.T) {
	tests := []struct{ zone, sent string }{
		{"UTC", "2026-12-31T12:00:00Z"},
		{"Europe/Berlin", "2026-12-31T12:00:00Z"},
		{"America/Los_Angeles", "2026-12-31T12:00:00Z"},
		{"Pacific/Auckland", "2026-12-30T23:00:00Z"},
		{"Pacific/Kiritimati", "2026-12-30T22:00:00Z"},
		{"Nowhere/Atall", "2026-12-31T12:00:00Z"},
	}
	for _, test := range tests {
		w := &work{object: &deals, caller: action.Caller{TimeZone: test.zone}}
		sent := w.encode(map[string]field.Value{"close_date": text("2026-12-31")})["closedate"]
		if sent != test.sent {
			t.Errorf("%s: sent %s, want %s", test.zone, sent, test.sent)
		}
		if back := day(sent, zone(w.caller), true); back != "2026-12-31" {
			t.Errorf("%s: read back %s", test.zone, back)
		}
	}
	berlin := zone(action.Caller{TimeZone: "Europe/Berlin"})
	for raw, want := range map[string]string{
		"2026-12-31T00:00:00Z": "2026-12-31", "2026-12-30T23:00:00Z": "2026-12-31", "2026-12-30T22:59:59.123Z": "2026-12-30",
		"1798675200000": "2026-12-31", "2026-12-31": "2026-12-31", "soon": "",
	} {
		if got := day(raw, berlin, true); got != want {
			t.Errorf("%s is %s, want %s", raw, got, want)
		}
	}
}

func TestPlainDecimals(t *testing.T) {
	for in, want := range map[string]string{
		"1500": "1500", "1500.00": "1500", "0012.50": "12.5", "-0.10": "-0.1", "1.5E7": "15000000", "": "", "12k": "12k", "1e999999999": "1e999999999", ".5": "0.5",
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) is %q, want %q", in, got, want)
		}
	}
}
