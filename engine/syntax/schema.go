package syntax

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// object is a JSON object of a schema. Its keys are written in order.
type object = map[string]any

// Schema gives the JSON Schema (2020-12) of dialog files, for editors. It
// knows shapes and keys; what depends on more than one place, only Parse knows.
func Schema() []byte {
	root := object{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "A dialog",
		"$ref":    reference(inDialog),
		"$defs": object{
			string(inDialog): keysSchema(inDialog),
			string(inField):  fieldSchema(),
			string(inShow):   keysSchema(inShow),
			string(inBefore): keysSchema(inBefore),
			string(inDone):   keysSchema(inDone),
		},
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(root); err != nil {
		panic(fmt.Sprintf("the table of keys makes no schema: %v", err)) // it holds texts and numbers only
	}
	return b.Bytes()
}

func reference(p place) string { return "#/$defs/" + string(p) }

// keysSchema is an object with the keys of a place.
func keysSchema(p place) object {
	properties, required := object{}, []string{}
	for _, k := range keysIn(p) {
		s := k.schema()
		s["description"] = k.doc
		properties[k.name] = s
		if k.required {
			required = append(required, k.name)
		}
	}
	s := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

// fieldSchema adds what the table can't say: a field has a question, unless it
// is never asked.
func fieldSchema() object {
	s := keysSchema(inField)
	s["if"] = object{"properties": object{"ask_if": object{"const": "never"}}, "required": []string{"ask_if"}}
	s["else"] = object{"required": []string{"ask"}}
	return s
}

// schema is what may stand behind a key.
func (k key) schema() object {
	switch k.kind {
	case someTexts:
		return object{"anyOf": []object{textSchema(), listOf(textSchema())}}
	case aTextList:
		return listOf(textSchema())
	case aName:
		return object{"type": "string", "pattern": namePattern.String()}
	case aNameList:
		return listOf(object{"type": "string", "pattern": namePattern.String()})
	case anAction:
		return object{"type": "string", "pattern": actionPattern.String()}
	case aFlag:
		return object{"type": "boolean"}
	case aNumber:
		return object{"type": "integer", "minimum": k.min, "maximum": k.max}
	case aRange:
		return object{"type": "string", "pattern": rangePattern.String()}
	case aDuration:
		return object{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`}
	case fieldsKind:
		return byName(namePattern.String(), object{"$ref": reference(k.of)})
	case mustKind:
		return byName("", textSchema())
	case errorsKind:
		return byName(namePattern.String(), object{"type": "string", "pattern": verbPattern()})
	case choiceKind:
		labelled := byName("", textSchema())
		return object{"anyOf": []object{
			{"type": "string", "pattern": actionPattern.String()},
			listOf(object{"anyOf": []object{textSchema(), labelled}}),
			labelled,
		}}
	case keysKind:
		return object{"$ref": reference(k.of)}
	default: // aText, aPhrase
		if k.words != nil {
			return object{"enum": k.words}
		}
		return textSchema()
	}
}

// textSchema takes what editors read as numbers, too: `title: 42` is a text.
func textSchema() object {
	return object{"type": []string{"string", "number", "boolean"}, "pattern": `\S`}
}

func listOf(s object) object { return object{"type": "array", "items": s, "minItems": 1} }

func byName(pattern string, s object) object {
	o := object{"type": "object", "additionalProperties": s, "minProperties": 1}
	if pattern != "" {
		o["propertyNames"] = object{"pattern": pattern}
	}
	return o
}

func verbPattern() string { return "^(" + strings.Join(verbNames(), "|") + `)\s+\S` }
