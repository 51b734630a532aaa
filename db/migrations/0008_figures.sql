CREATE TABLE "figures" (
	"day" date NOT NULL,
	"name" text NOT NULL,
	"country" text DEFAULT '' NOT NULL,
	"channel" text DEFAULT '' NOT NULL,
	"currency" text DEFAULT '' NOT NULL,
	"count" bigint NOT NULL,
	"total" numeric(20, 5) DEFAULT '0' NOT NULL,
	CONSTRAINT "figures_day_name_country_channel_currency_pk" PRIMARY KEY("day","name","country","channel","currency")
);
--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING brin ("at");