# Rules made for Infracost run unchanged on its JSON, in the older syntax, too.
package infracost

deny[out] {
	max_increase := 1000.0

	msg := sprintf("The total increases by $%.2f a month, at most $%.2f is allowed", [to_number(input.diffTotalMonthlyCost), max_increase])
	out := {"msg": msg, "failed": to_number(input.diffTotalMonthlyCost) > max_increase}
}
