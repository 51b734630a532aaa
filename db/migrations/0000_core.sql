CREATE TABLE "challenges" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"purpose" text NOT NULL,
	"login_id" uuid,
	"signup_id" uuid,
	"number" smallint NOT NULL,
	"phone" text NOT NULL,
	"provider_request_id" uuid,
	"state" text NOT NULL,
	"failure" text,
	"tries_left" smallint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"called_at" timestamp with time zone,
	"resend_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "challenges_purpose" CHECK ("challenges"."purpose" in ('signup', 'login')),
	CONSTRAINT "challenges_owner" CHECK (num_nonnulls("challenges"."login_id", "challenges"."signup_id") = 1),
	CONSTRAINT "challenges_state" CHECK ("challenges"."state" in ('pending', 'sent', 'unknown', 'failed', 'approved', 'exhausted', 'superseded', 'cancelled')),
	CONSTRAINT "challenges_tries" CHECK ("challenges"."tries_left" >= 0)
);
--> statement-breakpoint
CREATE TABLE "logins" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"handle_hash" text NOT NULL,
	"user_id" uuid,
	"state" text NOT NULL,
	"amr" text NOT NULL,
	"return_to" text,
	"browser" text NOT NULL,
	"address" text,
	"place" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "logins_handle_hash_unique" UNIQUE("handle_hash"),
	CONSTRAINT "logins_state" CHECK ("logins"."state" in ('identified', 'challenged', 'verified', 'completed', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "signups" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"handle_hash" text NOT NULL,
	"form_key" text,
	"username" text NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"country" text NOT NULL,
	"phone" text NOT NULL,
	"phone_proved_at" timestamp with time zone,
	"user_id" uuid,
	"return_to" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "signups_handle_hash_unique" UNIQUE("handle_hash")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"event" text NOT NULL,
	"outcome" text NOT NULL,
	"user_id" uuid,
	"factor" text,
	"login_id" uuid,
	"session_id" uuid,
	"browser" text,
	"address" text,
	"details" jsonb
);
--> statement-breakpoint
CREATE TABLE "throttles" (
	"key" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"count" integer NOT NULL,
	"window_ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"sid_hash" text NOT NULL,
	"user_id" uuid NOT NULL,
	"amr" text NOT NULL,
	"stepped_up_at" timestamp with time zone DEFAULT now() NOT NULL,
	"browser" text NOT NULL,
	"address" text,
	"place" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	"revoked_for" text,
	CONSTRAINT "sessions_sid_hash_unique" UNIQUE("sid_hash")
);
--> statement-breakpoint
CREATE TABLE "phones" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"number" text NOT NULL,
	"confirmed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "phones_user_id_unique" UNIQUE("user_id"),
	CONSTRAINT "phones_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"username" text NOT NULL,
	"username_key" text NOT NULL,
	"username_skeleton" text NOT NULL,
	"email" text NOT NULL,
	"email_key" text NOT NULL,
	"password_hash" text NOT NULL,
	"factor_failures" smallint DEFAULT 0 NOT NULL,
	"factor_failed_at" timestamp with time zone,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_username_key_unique" UNIQUE("username_key"),
	CONSTRAINT "users_username_skeleton_unique" UNIQUE("username_skeleton"),
	CONSTRAINT "users_email_key_unique" UNIQUE("email_key")
);
--> statement-breakpoint
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_login_id_logins_id_fk" FOREIGN KEY ("login_id") REFERENCES "public"."logins"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_signup_id_signups_id_fk" FOREIGN KEY ("signup_id") REFERENCES "public"."signups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logins" ADD CONSTRAINT "logins_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signups" ADD CONSTRAINT "signups_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "phones" ADD CONSTRAINT "phones_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "challenges_login_number" ON "challenges" USING btree ("login_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "challenges_signup_number" ON "challenges" USING btree ("signup_id","number");--> statement-breakpoint
CREATE INDEX "challenges_open_phone" ON "challenges" USING btree ("phone") WHERE "challenges"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "logins_user_id" ON "logins" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "logins_expires_at" ON "logins" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "signups_expires_at" ON "signups" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "audit_user_id_at" ON "audit" USING btree ("user_id","at");--> statement-breakpoint
CREATE INDEX "throttles_window_ends_at" ON "throttles" USING btree ("window_ends_at");--> statement-breakpoint
CREATE INDEX "sessions_user_id" ON "sessions" USING btree ("user_id");