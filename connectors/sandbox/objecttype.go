package sandbox

import "time"

// objectType is deals or contacts: the words and numbers that differ between
// the two.
type objectType struct {
	name, singular, upper string
	id                    string
	defaults              []string // properties of an answer when none are asked for
	searchable            []string // properties that a search's query looks at
	modified              string   // property with the time of the last change
	assoc                 int      // association type id from this type to the other
	assocName             string
}

var (
	contactType = &objectType{
		name: "contacts", singular: "contact", upper: "CONTACT", id: "0-1",
		defaults:   []string{"createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"},
		searchable: []string{"firstname", "lastname", "email", "phone", "hs_additional_emails", "fax", "mobilephone", "company", "hs_marketable_until_renewal"},
		modified:   "lastmodifieddate",
		assoc:      4, assocName: "contact_to_deal",
	}
	dealType = &objectType{
		name: "deals", singular: "deal", upper: "DEAL", id: "0-3",
		defaults:   []string{"amount", "closedate", "createdate", "dealname", "dealstage", "hs_lastmodifieddate", "hs_object_id", "pipeline"},
		searchable: []string{"dealname", "pipeline", "dealstage", "description", "dealtype"},
		modified:   "hs_lastmodifieddate",
		assoc:      3, assocName: "deal_to_contact",
	}
)

// objectTypeOf knows an object type by all its names.
func objectTypeOf(name string) *objectType {
	for _, typ := range []*objectType{contactType, dealType} {
		if name == typ.name || name == typ.id || name == typ.singular || name == typ.upper {
			return typ
		}
	}
	return nil
}

// other is the type at the far end of an association.
func (typ *objectType) other() *objectType {
	if typ == dealType {
		return contactType
	}
	return dealType
}

func contactProperties(made time.Time) []*property {
	const info = "contactinformation"
	return []*property{
		textProperty("email", "Email").unique().group(info),
		textProperty("firstname", "First Name").group(info),
		textProperty("lastname", "Last Name").group(info),
		define("phone", "Phone Number", "string", "phonenumber").group(info),
		define("mobilephone", "Mobile Phone Number", "string", "phonenumber").group(info),
		textProperty("fax", "Fax Number").group(info),
		textProperty("company", "Company Name").group(info),
		textProperty("jobtitle", "Job Title").group(info),
		textProperty("website", "Website URL").group(info),
		textProperty("address", "Street Address").group(info),
		textProperty("city", "City").group(info),
		textProperty("state", "State/Region").group(info),
		textProperty("zip", "Postal Code").group(info),
		textProperty("country", "Country/Region").group(info),
		define("message", "Message", "string", "textarea").group(info),
		choiceProperty("lifecyclestage", "Lifecycle Stage",
			option{Label: "Subscriber", Value: "subscriber"},
			option{Label: "Lead", Value: "lead"},
			option{Label: "Marketing Qualified Lead", Value: "marketingqualifiedlead"},
			option{Label: "Sales Qualified Lead", Value: "salesqualifiedlead"},
			option{Label: "Opportunity", Value: "opportunity"},
			option{Label: "Customer", Value: "customer"},
			option{Label: "Evangelist", Value: "evangelist"},
			option{Label: "Other", Value: "other"}).group(info),
		choiceProperty("hs_lead_status", "Lead Status",
			option{Label: "New", Value: "NEW"},
			option{Label: "Open", Value: "OPEN"},
			option{Label: "In Progress", Value: "IN_PROGRESS"},
			option{Label: "Open Deal", Value: "OPEN_DEAL"},
			option{Label: "Unqualified", Value: "UNQUALIFIED"},
			option{Label: "Attempted to Contact", Value: "ATTEMPTED_TO_CONTACT"},
			option{Label: "Connected", Value: "CONNECTED"},
			option{Label: "Bad Timing", Value: "BAD_TIMING"}).group(info),
		ownerProperty().group(info),
		choiceProperty("interests", "Interests",
			option{Label: "Freight", Value: "freight"},
			option{Label: "Storage", Value: "storage"},
			option{Label: "Customs", Value: "customs"}).many().custom(made).group(info),
		textProperty("hs_additional_emails", "Additional email addresses").readOnly().group(info),
		define("hs_marketable_until_renewal", "Marketing contact until next update", "enumeration", "booleancheckbox").readOnly().group(info),
		numberProperty("num_associated_deals", "Number of Associated Deals").calculated().group(info),
		timeProperty("createdate", "Create Date").readOnly().group(info),
		timeProperty("lastmodifieddate", "Last Modified Date").readOnly().group(info),
		numberProperty("hs_object_id", "Record ID").calculated().group(info),
		textProperty(OperationProperty, "Parley operation").unique().custom(made).group(info),
	}
}

func dealProperties(a *account, made time.Time) []*property {
	const info = "dealinformation"
	pipelines := choiceProperty("pipeline", "Pipeline").group(info)
	stages := define("dealstage", "Deal Stage", "enumeration", "radio").group(info)
	for _, p := range a.pipelines {
		pipelines.Options = append(pipelines.Options, option{Label: p.label, Value: p.id, DisplayOrder: p.order})
		for _, st := range p.stages {
			stages.Options = append(stages.Options, option{Label: st.label, Value: st.id, DisplayOrder: len(stages.Options)})
		}
	}
	currency := choiceProperty("deal_currency_code", "Currency").group(info)
	for i, code := range a.currencies {
		currency.Options = append(currency.Options, option{Label: code, Value: code, DisplayOrder: i})
	}
	return []*property{
		textProperty("dealname", "Deal Name").group(info),
		pipelines, stages,
		numberProperty("amount", "Amount").group(info),
		currency,
		timeProperty("closedate", "Close Date").group(info),
		choiceProperty("dealtype", "Deal Type",
			option{Label: "New Business", Value: "newbusiness"},
			option{Label: "Existing Business", Value: "existingbusiness"}).group(info),
		choiceProperty("hs_priority", "Priority",
			option{Label: "Low", Value: "low"},
			option{Label: "Medium", Value: "medium"},
			option{Label: "High", Value: "high"}).group(info),
		define("description", "Deal Description", "string", "textarea").group(info),
		textProperty("hs_next_step", "Next step").group(info),
		define("closed_lost_reason", "Closed Lost Reason", "string", "textarea").group(info),
		define("closed_won_reason", "Closed Won Reason", "string", "textarea").group(info),
		ownerProperty().group(info),
		choiceProperty("service_tier", "Service tier",
			option{Label: "Silver", Value: "silver"},
			option{Label: "Gold", Value: "gold"},
			option{Label: "Platinum", Value: "platinum"}).custom(made).group(info),
		numberProperty("seats", "Seats").custom(made).group(info),
		define("start_date", "Start date", "date", "date").custom(made).group(info),
		yesNoProperty("is_renewal", "Is a renewal").custom(made).group(info),
		yesNoProperty("hs_is_closed", "Is Deal Closed?").calculated().group(info),
		yesNoProperty("hs_is_closed_won", "Is Closed Won").calculated().group(info),
		numberProperty("hs_deal_stage_probability", "Deal Probability").calculated().group(info),
		numberProperty("hs_projected_amount", "Weighted amount").calculated().group(info),
		numberProperty("num_associated_contacts", "Number of Associated Contacts").calculated().group(info),
		timeProperty("createdate", "Create Date").group(info),
		timeProperty("hs_lastmodifieddate", "Last Modified Date").readOnly().group(info),
		numberProperty("hs_object_id", "Record ID").calculated().group(info),
		textProperty(OperationProperty, "Parley operation").unique().custom(made).group(info),
	}
}

func ownerProperty() *property {
	p := choiceProperty("hubspot_owner_id", "Owner")
	p.External = true
	return p
}
