# A data platform: a lake in S3, a warehouse in PostgreSQL, a scheduler, and the workers that it sends jobs to.

terraform {
  required_version = ">= 1.5"

  # The stack as it is before the change. Yours is in a remote backend.
  backend "local" {
    path = "before.tfstate"
  }

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"

  # Owner and CostCenter are not here: several teams share this stack. See local.tags.
  default_tags {
    tags = { Environment = "prod" }
  }

  # Only for this example: lets `terraform plan -refresh=false` run with no account and no network. Leave it out of yours.
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
}

locals {
  name  = "analytics"
  zones = ["eu-west-1a", "eu-west-1b"]

  tags = {
    CostCenter = "cc-2077"
    Owner      = "data-platform"
  }
}

# ---- Network ----

resource "aws_vpc" "main" {
  cidr_block           = "10.40.0.0/16"
  enable_dns_hostnames = true

  tags = merge(local.tags, { Name = local.name })
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = merge(local.tags, { Name = local.name })
}

resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.main.id
  availability_zone = local.zones[0]
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, 0)

  tags = merge(local.tags, { Name = "${local.name}-public" })
}

resource "aws_subnet" "private" {
  count = length(local.zones)

  vpc_id            = aws_vpc.main.id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, 10 + count.index)

  tags = merge(local.tags, { Name = "${local.name}-private-${count.index}" })
}

# The workers fetch packages through this gateway.
resource "aws_eip" "nat" {
  domain = "vpc"

  tags = merge(local.tags, { Name = "${local.name}-nat" })
}

resource "aws_nat_gateway" "main" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public.id

  # Mistake on purpose: a cost centre is written "cc-2077".
  tags = merge(local.tags, { Name = local.name, CostCenter = "2077" })

  depends_on = [aws_internet_gateway.main]
}

resource "aws_security_group" "platform" {
  name        = local.name
  description = "Everything in the platform may talk to everything else in it"
  vpc_id      = aws_vpc.main.id

  ingress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    self      = true
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = local.tags
}

# ---- Lake and warehouse ----

resource "aws_s3_bucket" "lake" {
  bucket = "analytics-lake-example"

  tags = local.tags
}

resource "aws_db_subnet_group" "warehouse" {
  name       = "${local.name}-warehouse"
  subnet_ids = aws_subnet.private[*].id

  tags = local.tags
}

resource "aws_db_instance" "warehouse" {
  identifier     = "${local.name}-warehouse"
  engine         = "postgres"
  engine_version = "16.4"
  instance_class = "db.r5.4xlarge"
  multi_az       = true

  allocated_storage = 800
  storage_type      = "gp2"
  storage_encrypted = true

  db_name                     = "warehouse"
  username                    = "warehouse"
  manage_master_user_password = true # RDS makes the password and keeps it in Secrets Manager.

  db_subnet_group_name    = aws_db_subnet_group.warehouse.name
  vpc_security_group_ids  = [aws_security_group.platform.id]
  backup_retention_period = 7
  deletion_protection     = true
  skip_final_snapshot     = true

  tags = local.tags
}

# ---- Scheduler and workers ----

resource "aws_instance" "scheduler" {
  ami                    = "ami-0841e304792db6a16" # Amazon Linux 2023
  instance_type          = "m5.large"
  subnet_id              = aws_subnet.private[0].id
  vpc_security_group_ids = [aws_security_group.platform.id]

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 50
    encrypted   = true
  }

  tags = merge(local.tags, { Name = "${local.name}-scheduler" })
}

resource "aws_instance" "worker" {
  count = 3

  ami                    = "ami-0841e304792db6a16" # Amazon Linux 2023
  instance_type          = "r5.4xlarge"
  subnet_id              = aws_subnet.private[count.index % length(local.zones)].id
  vpc_security_group_ids = [aws_security_group.platform.id]

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 200
    encrypted   = true
  }

  # Mistake on purpose: local.tags is not merged in, so CostCenter and Owner are missing.
  tags = { Name = "${local.name}-worker-${count.index}" }
}
