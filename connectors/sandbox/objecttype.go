package sandbox

import (
	"strings"
	"time"
)

// objectType is a kind of record: the words and numbers in which deals,
// contacts, companies and tickets differ.
type objectType struct {
	name, singular, upper string
	id                    string
	defaults              []string // properties of an answer when none are asked for
	searchable            []string // properties that a search's query looks at
	modified              string   // property with the time of the last change
	title                 string   // property that a record is called by
	required              []string // properties that a new record must have
	oneOf                 []string // of these, a new record must have one
	pipeline, stage       string   // properties with the place in a pipeline; empty for none
	scope                 string   // the one scope for everything; empty: one for each use
}

var (
	contactType = &objectType{
		name: "contacts", singular: "contact", upper: "CONTACT", id: "0-1",
		defaults:   []string{"createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"},
		searchable: []string{"firstname", "lastname", "email", "phone", "hs_additional_emails", "fax", "mobilephone", "company", "hs_marketable_until_renewal"},
		modified:   "lastmodifieddate", title: "email",
		oneOf: []string{"email", "firstname", "lastname"},
	}
	companyType = &objectType{
		name: "companies", singular: "company", upper: "COMPANY", id: "0-2",
		defaults:   []string{"createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"},
		searchable: []string{"website", "phone", "name", "domain"},
		modified:   "hs_lastmodifieddate", title: "name",
		oneOf: []string{"name", "domain"},
	}
	dealType = &objectType{
		name: "deals", singular: "deal", upper: "DEAL", id: "0-3",
		defaults:   []string{"amount", "closedate", "createdate", "dealname", "dealstage", "hs_lastmodifieddate", "hs_object_id", "pipeline"},
		searchable: []string{"dealname", "pipeline", "dealstage", "description", "dealtype"},
		modified:   "hs_lastmodifieddate", title: "dealname",
		required: []string{"dealname", "dealstage"},
		pipeline: "pipeline", stage: "dealstage",
	}
	ticketType = &objectType{
		name: "tickets", singular: "ticket", upper: "TICKET", id: "0-5",
		defaults:   []string{"content", "createdate", "hs_lastmodifieddate", "hs_object_id", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_priority", "subject"},
		searchable: []string{"subject", "content", "hs_pipeline_stage", "hs_ticket_category"},
		modified:   "hs_lastmodifieddate", title: "subject",
		required: []string{"subject", "hs_pipeline_stage"},
		pipeline: "hs_pipeline", stage: "hs_pipeline_stage", scope: "tickets",
	}

	objectTypes = []*objectType{contactType, companyType, dealType, ticketType}
)

// objectTypeOf knows an object type by all its names.
func objectTypeOf(name string) *objectType {
	for _, typ := range objectTypes {
		if name == typ.name || name == typ.id || name == typ.singular || name == typ.upper {
			return typ
		}
	}
	return nil
}

// allows is the scope that stands for a use of the type: "crm.objects.{type}.read".
func (typ *objectType) allows(use string) string {
	if typ.scope != "" {
		return typ.scope
	}
	return strings.ReplaceAll(use, "{type}", typ.name)
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
		lifecycleProperty().group(info),
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
	pipelines, stages := a.pipelineProperties(dealType, "Pipeline", "Deal Stage", info)
	currency := choiceProperty("deal_currency_code", "Currency").group(info)
	for i, code := range a.currencies {
		currency.Options = append(currency.Options, option{Label: code, Value: code, DisplayOrder: i})
	}
	return []*property{
		textProperty("dealname", "Deal Name").group(info),
		pipelines, stages,
		numberProperty("amount", "Amount").money().group(info),
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

func companyProperties(made time.Time) []*property {
	const info = "companyinformation"
	return []*property{
		textProperty("name", "Company name").group(info),
		textProperty("domain", "Company Domain Name").group(info),
		choiceProperty("industry", "Industry",
			option{Label: "Computer Software", Value: "COMPUTER_SOFTWARE"},
			option{Label: "Food Production", Value: "FOOD_PRODUCTION"},
			option{Label: "Furniture", Value: "FURNITURE"},
			option{Label: "Hospital & Health Care", Value: "HOSPITAL_HEALTH_CARE"},
			option{Label: "Logistics and Supply Chain", Value: "LOGISTICS_AND_SUPPLY_CHAIN"},
			option{Label: "Oil & Energy", Value: "OIL_ENERGY"},
			option{Label: "Retail", Value: "RETAIL"},
			option{Label: "Textiles", Value: "TEXTILES"}).group(info),
		choiceProperty("type", "Type",
			option{Label: "Prospect", Value: "PROSPECT"},
			option{Label: "Partner", Value: "PARTNER"},
			option{Label: "Reseller", Value: "RESELLER"},
			option{Label: "Vendor", Value: "VENDOR"},
			option{Label: "Other", Value: "OTHER"}).group(info),
		define("phone", "Phone Number", "string", "phonenumber").group(info),
		textProperty("address", "Street Address").group(info),
		textProperty("city", "City").group(info),
		textProperty("state", "State/Region").group(info),
		textProperty("zip", "Postal Code").group(info),
		textProperty("country", "Country/Region").group(info),
		textProperty("website", "Website URL").group(info),
		numberProperty("numberofemployees", "Number of Employees").group(info),
		numberProperty("annualrevenue", "Annual Revenue").money().group(info),
		define("description", "Description", "string", "textarea").group(info),
		lifecycleProperty().group(info),
		ownerProperty().group(info),
		choiceProperty("account_tier", "Account tier",
			option{Label: "Standard", Value: "standard"},
			option{Label: "Key account", Value: "key"}).custom(made).group(info),
		numberProperty("num_associated_contacts", "Number of Associated Contacts").calculated().group(info),
		numberProperty("num_associated_deals", "Number of Associated Deals").calculated().group(info),
		timeProperty("createdate", "Create Date").readOnly().group(info),
		timeProperty("hs_lastmodifieddate", "Last Modified Date").readOnly().group(info),
		numberProperty("hs_object_id", "Record ID").calculated().group(info),
		textProperty(OperationProperty, "Parley operation").unique().custom(made).group(info),
	}
}

func ticketProperties(a *account, made time.Time) []*property {
	const info = "ticketinformation"
	pipelines, stages := a.pipelineProperties(ticketType, "Pipeline", "Ticket status", info)
	return []*property{
		textProperty("subject", "Ticket name").group(info),
		define("content", "Ticket description", "string", "textarea").group(info),
		pipelines, stages,
		choiceProperty("hs_ticket_priority", "Priority",
			option{Label: "Low", Value: "LOW"},
			option{Label: "Medium", Value: "MEDIUM"},
			option{Label: "High", Value: "HIGH"},
			option{Label: "Urgent", Value: "URGENT"}).group(info),
		choiceProperty("hs_ticket_category", "Category",
			option{Label: "Product Issue", Value: "PRODUCT_ISSUE"},
			option{Label: "Billing Issue", Value: "BILLING_ISSUE"},
			option{Label: "Feature Request", Value: "FEATURE_REQUEST"},
			option{Label: "General Inquiry", Value: "GENERAL_INQUIRY"}).many().group(info),
		choiceProperty("source_type", "Source",
			option{Label: "Chat", Value: "CHAT"},
			option{Label: "Email", Value: "EMAIL"},
			option{Label: "Form", Value: "FORM"},
			option{Label: "Phone", Value: "PHONE"}).group(info),
		ownerProperty().group(info),
		choiceProperty("product_area", "Product area",
			option{Label: "Delivery", Value: "delivery"},
			option{Label: "Storage", Value: "storage"},
			option{Label: "Invoices", Value: "invoices"}).custom(made).group(info),
		define("due_date", "Due date", "date", "date").custom(made).group(info),
		yesNoProperty("is_escalated", "Is escalated").custom(made).group(info),
		timeProperty("closed_date", "Close date").readOnly().group(info),
		timeProperty("createdate", "Create date").readOnly().group(info),
		timeProperty("hs_lastmodifieddate", "Last modified date").readOnly().group(info),
		numberProperty("hs_object_id", "Record ID").calculated().group(info),
		textProperty(OperationProperty, "Parley operation").unique().custom(made).group(info),
	}
}

func lifecycleProperty() *property {
	return choiceProperty("lifecyclestage", "Lifecycle Stage",
		option{Label: "Subscriber", Value: "subscriber"},
		option{Label: "Lead", Value: "lead"},
		option{Label: "Marketing Qualified Lead", Value: "marketingqualifiedlead"},
		option{Label: "Sales Qualified Lead", Value: "salesqualifiedlead"},
		option{Label: "Opportunity", Value: "opportunity"},
		option{Label: "Customer", Value: "customer"},
		option{Label: "Evangelist", Value: "evangelist"},
		option{Label: "Other", Value: "other"})
}

// pipelineProperties are the two that say where in its pipelines a record is.
func (a *account) pipelineProperties(typ *objectType, pipeline, stage, group string) (*property, *property) {
	pipelines := choiceProperty(typ.pipeline, pipeline).group(group)
	stages := define(typ.stage, stage, "enumeration", "radio").group(group)
	for _, p := range a.pipelines(typ) {
		pipelines.Options = append(pipelines.Options, option{Label: p.label, Value: p.id, DisplayOrder: p.order})
		for _, st := range p.stages {
			stages.Options = append(stages.Options, option{Label: st.label, Value: st.id, DisplayOrder: len(stages.Options)})
		}
	}
	return pipelines, stages
}
