"""Cost models: what a resource's bill consists of. They know no prices.

registry        @resource, and finding the model of a type without importing the others
decode          a model's signature -> its arguments
components      hourly(), monthly(), usage() and the like
aws/ azure/ google/     one module a service
free/           types known to cost nothing, one a line
taggable/       types that take tags or labels, one a line
"""
