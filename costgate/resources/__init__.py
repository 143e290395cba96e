"""Cost models: what a resource's bill consists of. They know no prices.

registry        @resource, and finding the model of a type without importing the others
components      hourly(), monthly(), usage() and the like: what a bill is written in
marks           Usage, Ref and the like: what a parameter is, if not simply an attribute
signature       a model's parameters, compiled
scope scalars   what surrounds a value while it is decoded; what a JSON value can be
decode          a resource's values -> a model's arguments
facts           small tables that are not prices, beside the models
aws/ azure/ google/     one module a service
free/           types known to cost nothing, one a line
taggable/       types that take tags or labels, one a line
"""
