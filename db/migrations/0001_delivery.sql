CREATE TABLE "alerts" (
	"key" text PRIMARY KEY NOT NULL,
	"raised_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "breakers" (
	"provider" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"failed_at" timestamp with time zone NOT NULL,
	"open_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "provider_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "provider_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "provider_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"provider" text NOT NULL,
	"request_id" uuid NOT NULL,
	"challenge_id" uuid,
	"scope" text NOT NULL,
	"channel" text DEFAULT '' NOT NULL,
	"status" text NOT NULL,
	"meaning" text NOT NULL,
	"reason" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sends" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"challenge_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"provider" text NOT NULL,
	"channel" text NOT NULL,
	"country" text NOT NULL,
	"prefix" text NOT NULL,
	"number_hash" text NOT NULL,
	"address_hash" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"result" text NOT NULL,
	"estimated_price" numeric(10, 5) NOT NULL,
	"price" numeric(10, 5),
	"currency" text NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "provider" text DEFAULT 'vonage' NOT NULL;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "workflow" text DEFAULT 'sms voice' NOT NULL;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "channel_seconds" smallint DEFAULT 150 NOT NULL;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "step" smallint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "step_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "call_refused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "check_url" text;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "code_for" uuid;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "code_hash" text;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "tag" text;--> statement-breakpoint
CREATE INDEX "provider_deliveries_received_at" ON "provider_deliveries" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "provider_events_once" ON "provider_events" USING btree ("request_id","provider","scope","channel","status");--> statement-breakpoint
CREATE INDEX "provider_events_received_at" ON "provider_events" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sends_challenge_channel" ON "sends" USING btree ("challenge_id","provider","channel");--> statement-breakpoint
CREATE INDEX "sends_prefix_at" ON "sends" USING btree ("purpose","prefix","at");--> statement-breakpoint
CREATE INDEX "sends_country_at" ON "sends" USING btree ("purpose","country","at");--> statement-breakpoint
CREATE INDEX "sends_address_at" ON "sends" USING btree ("purpose","address_hash","at");--> statement-breakpoint
CREATE INDEX "sends_priced" ON "sends" USING btree ("provider","channel","country","at") WHERE "sends"."price" is not null;--> statement-breakpoint
CREATE INDEX "sends_at" ON "sends" USING brin ("at");--> statement-breakpoint
CREATE INDEX "challenges_provider_request_id" ON "challenges" USING btree ("provider_request_id");--> statement-breakpoint
CREATE INDEX "challenges_code_hash" ON "challenges" USING btree ("expires_at") WHERE "challenges"."code_hash" is not null;--> statement-breakpoint
CREATE INDEX "challenges_unsettled" ON "challenges" USING btree ("created_at") WHERE "challenges"."state" in ('pending', 'unknown');