CREATE TABLE "confirmations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"purpose" text NOT NULL,
	"state" text NOT NULL,
	"handle_hash" text,
	"user_id" uuid NOT NULL,
	"session_id" uuid,
	"amr" text DEFAULT '' NOT NULL,
	"phone" text,
	"email" text,
	"former_email" text,
	"return_to" text,
	"held" jsonb,
	"browser" text NOT NULL,
	"address" text,
	"place" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "confirmations_handle_hash_unique" UNIQUE("handle_hash"),
	CONSTRAINT "confirmations_purpose" CHECK ("confirmations"."purpose" in ('step-up', 'phone-change', 'email-change', 'reset')),
	CONSTRAINT "confirmations_state" CHECK ("confirmations"."state" in ('mailed', 'open', 'proved', 'done', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"recipient" text NOT NULL,
	"details" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"given_up_at" timestamp with time zone,
	"disputed_at" timestamp with time zone,
	CONSTRAINT "notices_channel" CHECK ("notices"."channel" in ('email', 'text'))
);
--> statement-breakpoint
CREATE TABLE "browsers" (
	"user_id" uuid NOT NULL,
	"browser_hash" text NOT NULL,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "browsers_user_id_browser_hash_pk" PRIMARY KEY("user_id","browser_hash")
);
--> statement-breakpoint
CREATE TABLE "phone_changes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"old_number" text NOT NULL,
	"new_number" text NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"undo_until" timestamp with time zone NOT NULL,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "challenges" DROP CONSTRAINT "challenges_purpose";--> statement-breakpoint
ALTER TABLE "challenges" DROP CONSTRAINT "challenges_owner";--> statement-breakpoint
DROP INDEX "audit_user_id_at";--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "password_hash" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "confirmation_id" uuid;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "user_id" uuid;--> statement-breakpoint
ALTER TABLE "logins" ADD COLUMN "route" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "logins" ADD COLUMN "continues" uuid;--> statement-breakpoint
ALTER TABLE "logins" ADD COLUMN "browser_hash" text;--> statement-breakpoint
ALTER TABLE "phones" ADD COLUMN "changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "phones" ADD COLUMN "contested_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "locale" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "frozen_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "browsers" ADD CONSTRAINT "browsers_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "phone_changes" ADD CONSTRAINT "phone_changes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "confirmations_user_id" ON "confirmations" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "confirmations_session_id" ON "confirmations" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "confirmations_expires_at" ON "confirmations" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "notices_due_at" ON "notices" USING btree ("due_at") WHERE "notices"."sent_at" is null and "notices"."given_up_at" is null;--> statement-breakpoint
CREATE INDEX "notices_user_id" ON "notices" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "notices_given_up" ON "notices" USING btree ("user_id") WHERE "notices"."given_up_at" is not null;--> statement-breakpoint
CREATE INDEX "notices_created_at" ON "notices" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "browsers_last_seen_at" ON "browsers" USING btree ("last_seen_at");--> statement-breakpoint
CREATE INDEX "phone_changes_user_id" ON "phone_changes" USING btree ("user_id");--> statement-breakpoint
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_confirmation_id_confirmations_id_fk" FOREIGN KEY ("confirmation_id") REFERENCES "public"."confirmations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logins" ADD CONSTRAINT "logins_continues_sessions_id_fk" FOREIGN KEY ("continues") REFERENCES "public"."sessions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "challenges_confirmation_number" ON "challenges" USING btree ("confirmation_id","number");--> statement-breakpoint
CREATE INDEX "challenges_user_id" ON "challenges" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "logins_continues" ON "logins" USING btree ("continues") WHERE "logins"."continues" is not null;--> statement-breakpoint
CREATE INDEX "audit_user_id_id" ON "audit" USING btree ("user_id","id");--> statement-breakpoint
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_purpose" CHECK ("challenges"."purpose" in ('signup', 'login', 'step-up', 'phone-change', 'reset'));--> statement-breakpoint
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_owner" CHECK (num_nonnulls("challenges"."login_id", "challenges"."signup_id", "challenges"."confirmation_id") = 1);--> statement-breakpoint
ALTER TABLE "logins" ADD CONSTRAINT "logins_route" CHECK ("logins"."route" in ('password', 'phone', 'signup', 'renewal'));--> statement-breakpoint
UPDATE "challenges" SET "user_id" = "logins"."user_id" FROM "logins" WHERE "logins"."id" = "challenges"."login_id";--> statement-breakpoint
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;--> statement-breakpoint
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION audit_append_only();--> statement-breakpoint
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
