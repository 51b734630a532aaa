CREATE TABLE "approvals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"login_id" uuid,
	"confirmation_id" uuid,
	"session_id" uuid,
	"handle_hash" text,
	"page" text,
	"subject_hash" text,
	"held" jsonb,
	"request" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"tries_left" smallint NOT NULL,
	"push" text,
	"device_id" uuid,
	"statement" text,
	"signature" text,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"used_at" timestamp with time zone,
	CONSTRAINT "approvals_handle_hash_unique" UNIQUE("handle_hash"),
	CONSTRAINT "approvals_purpose" CHECK ("approvals"."purpose" in ('login', 'step-up', 'action')),
	CONSTRAINT "approvals_state" CHECK ("approvals"."state" in ('pending', 'approved', 'denied', 'disowned', 'exhausted', 'lapsed', 'cancelled')),
	CONSTRAINT "approvals_push" CHECK ("approvals"."push" in ('sent', 'failed', 'none')),
	CONSTRAINT "approvals_tries" CHECK ("approvals"."tries_left" >= 0),
	CONSTRAINT "approvals_signed" CHECK (("approvals"."state" in ('approved', 'denied', 'disowned')) = ("approvals"."signature" is not null and "approvals"."statement" is not null))
);
--> statement-breakpoint
CREATE TABLE "devices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"public_key" text NOT NULL,
	"push_endpoint" text,
	"push_key" text,
	"push_auth" text,
	"browser" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "devices_public_key_unique" UNIQUE("public_key")
);
--> statement-breakpoint
CREATE TABLE "enrolments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token_hash" text NOT NULL,
	"user_id" uuid NOT NULL,
	"session_id" uuid NOT NULL,
	"device_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "enrolments_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "logins" ADD COLUMN "asks" text DEFAULT 'pin' NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "approvals_off_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "approvals_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_login_id_logins_id_fk" FOREIGN KEY ("login_id") REFERENCES "public"."logins"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_confirmation_id_confirmations_id_fk" FOREIGN KEY ("confirmation_id") REFERENCES "public"."confirmations"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_device_id_devices_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."devices"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "devices" ADD CONSTRAINT "devices_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_device_id_devices_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."devices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_one_pending" ON "approvals" USING btree ("user_id") WHERE "approvals"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "approvals_user_id" ON "approvals" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "approvals_login_id" ON "approvals" USING btree ("login_id") WHERE "approvals"."login_id" is not null;--> statement-breakpoint
CREATE INDEX "approvals_confirmation_id" ON "approvals" USING btree ("confirmation_id") WHERE "approvals"."confirmation_id" is not null;--> statement-breakpoint
CREATE INDEX "approvals_session_id" ON "approvals" USING btree ("session_id") WHERE "approvals"."session_id" is not null;--> statement-breakpoint
CREATE INDEX "approvals_device_id" ON "approvals" USING btree ("device_id") WHERE "approvals"."device_id" is not null;--> statement-breakpoint
CREATE INDEX "approvals_created_at" ON "approvals" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "devices_user_id" ON "devices" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "enrolments_user_id" ON "enrolments" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "enrolments_session_id" ON "enrolments" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "enrolments_expires_at" ON "enrolments" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "logins" ADD CONSTRAINT "logins_asks" CHECK ("logins"."asks" in ('pin', 'approval'));--> statement-breakpoint
CREATE FUNCTION approvals_stay_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state <> 'pending' AND (NEW.state, NEW.request, NEW.statement, NEW.signature, NEW.user_id)
		IS DISTINCT FROM (OLD.state, OLD.request, OLD.statement, OLD.signature, OLD.user_id) THEN
		RAISE EXCEPTION 'an approval that is over stays as it is' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER approvals_stay_decided BEFORE UPDATE ON "approvals" FOR EACH ROW EXECUTE FUNCTION approvals_stay_decided();
