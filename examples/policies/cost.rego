# Rules on costgate's JSON: `costgate check plan.json --format json` shows it. Amounts are texts, with every digit.
package costgate

import rego.v1

# No database may grow by more than half in one change.
deny contains found if {
	some project in input.projects
	some resource in project.resources
	resource.resource_type == "aws_db_instance"
	before := to_number(resource.effective_cost.before)
	before > 0
	to_number(resource.effective_cost.after) > before * 1.5
	found := {
		"msg": sprintf("%s grows by more than half, from %s to %s a month", [resource.address, resource.effective_cost.before, resource.effective_cost.after]),
		"address": resource.address,
		"project": project.name,
		"remedy": "Grow it in two steps, or ask the database team.",
	}
}

# What depends on usage that nobody stated is worth a look.
note contains sprintf("%d resources are priced, %d are not", [input.summary.priced, input.summary.unpriced])
