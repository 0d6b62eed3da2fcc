package action

import (
	"context"
	"fmt"
	"sort"
)

// Func carries out one action.
type Func func(context.Context, Caller, Call) (Result, error)

// Action is a Spec with the function that carries it out.
type Action struct {
	Spec
	Do Func
}

// Catalog is the set of everything that dialogs can do. Fill it before use;
// afterwards it is read-only and safe for use by many goroutines.
type Catalog struct {
	actions map[string]Action
	objects map[string]Object
}

var _ Actions = (*Catalog)(nil)

// NewCatalog returns an empty catalog.
func NewCatalog() *Catalog {
	return &Catalog{actions: map[string]Action{}, objects: map[string]Object{}}
}

// Add adds actions. Adding a name twice is a mistake in the program and
// panics.
func (c *Catalog) Add(actions ...Action) {
	for _, a := range actions {
		if _, twice := c.actions[a.Name]; twice {
			panic("action " + a.Name + " added twice")
		}
		c.actions[a.Name] = a
	}
}

// AddObjects adds kinds of records.
func (c *Catalog) AddObjects(objects ...Object) {
	for _, o := range objects {
		if _, twice := c.objects[o.Name]; twice {
			panic("object " + o.Name + " added twice")
		}
		c.objects[o.Name] = o
	}
}

// Spec finds a spec by name.
func (c *Catalog) Spec(name string) (Spec, bool) {
	a, ok := c.actions[name]
	return a.Spec, ok
}

// Object finds a kind of record by name.
func (c *Catalog) Object(name string) (Object, bool) {
	o, ok := c.objects[name]
	return o, ok
}

// Specs lists all specs by name.
func (c *Catalog) Specs() []Spec {
	list := make([]Spec, 0, len(c.actions))
	for _, a := range c.actions {
		list = append(list, a.Spec)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

// Objects lists all kinds of records by name.
func (c *Catalog) Objects() []Object {
	list := make([]Object, 0, len(c.objects))
	for _, o := range c.objects {
		list = append(list, o)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

// Do carries out a call, after holding it against its spec: an action that is
// not there, a parameter that it does not take and a missing required one are
// errors of the program, not of the user.
func (c *Catalog) Do(ctx context.Context, caller Caller, call Call) (Result, error) {
	a, ok := c.actions[call.Action]
	if !ok {
		return Result{}, fmt.Errorf("no action %q", call.Action)
	}
	for name := range call.Args {
		if _, ok := a.Param(name); !ok {
			return Result{}, fmt.Errorf("action %s takes no %q", call.Action, name)
		}
	}
	for _, p := range a.Params {
		if _, ok := call.Args[p.Name]; p.Required && !ok {
			return Result{}, fmt.Errorf("action %s needs %q", call.Action, p.Name)
		}
	}
	return a.Do(ctx, caller, call)
}
