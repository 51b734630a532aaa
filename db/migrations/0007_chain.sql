CREATE TABLE "audit_seals" (
	"number" bigint PRIMARY KEY NOT NULL,
	"from_id" bigint NOT NULL,
	"to_id" bigint NOT NULL,
	"row_count" integer NOT NULL,
	"row_ids" bigint[],
	"row_hashes" "bytea",
	"rows_hash" text NOT NULL,
	"previous_hash" text NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL,
	"hash" text NOT NULL,
	"key_id" text NOT NULL,
	"mac" text NOT NULL,
	"expired_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "job_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "job_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"counts" jsonb,
	"error" text,
	CONSTRAINT "job_runs_outcome" CHECK ("job_runs"."outcome" in ('done', 'failed', 'lost'))
);
--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "salt" uuid DEFAULT gen_random_uuid();--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "personal_hash" text;--> statement-breakpoint
CREATE UNIQUE INDEX "job_runs_running" ON "job_runs" USING btree ("name") WHERE "job_runs"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "job_runs_name_id" ON "job_runs" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "job_runs_started_at" ON "job_runs" USING btree ("started_at");--> statement-breakpoint
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	purpose text := coalesce(current_setting('countersign.audit', true), '');
	owner oid := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = TG_RELID);
BEGIN
	IF TG_OP <> 'TRUNCATE' AND purpose <> '' AND pg_has_role(current_user, owner, 'USAGE') THEN
		IF TG_OP = 'DELETE' THEN
			IF purpose = 'expire' AND OLD.at < now() - interval '90 days' THEN
				RETURN OLD;
			END IF;
		ELSIF purpose = 'forget' AND OLD.personal_hash IS NULL AND NEW.personal_hash IS NOT NULL
			AND num_nonnulls(NEW.browser, NEW.address, NEW.details, NEW.salt) = 0
			AND (NEW.id, NEW.at, NEW.event, NEW.outcome, NEW.user_id, NEW.actor_id, NEW.factor, NEW.login_id, NEW.session_id)
				IS NOT DISTINCT FROM
				(OLD.id, OLD.at, OLD.event, OLD.outcome, OLD.user_id, OLD.actor_id, OLD.factor, OLD.login_id, OLD.session_id)
			AND NOT EXISTS (SELECT FROM public.users WHERE id = OLD.user_id) THEN
			RETURN NEW;
		END IF;
	END IF;
	RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;--> statement-breakpoint
CREATE FUNCTION audit_seals_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	purpose text := coalesce(current_setting('countersign.audit', true), '');
	owner oid := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = TG_RELID);
BEGIN
	IF TG_OP = 'UPDATE' AND purpose = 'expire' AND pg_has_role(current_user, owner, 'USAGE') THEN
		IF OLD.expired_at IS NULL AND NEW.expired_at IS NOT NULL AND NEW.row_ids IS NULL AND NEW.row_hashes IS NULL
			AND OLD.sealed_at < now() - interval '90 days'
			AND to_jsonb(NEW) - '{row_ids,row_hashes,expired_at}'::text[]
				= to_jsonb(OLD) - '{row_ids,row_hashes,expired_at}'::text[] THEN
			RETURN NEW;
		END IF;
	END IF;
	RAISE EXCEPTION 'audit_seals is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;--> statement-breakpoint
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON "audit_seals" FOR EACH ROW EXECUTE FUNCTION audit_seals_append_only();--> statement-breakpoint
CREATE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON "audit_seals" FOR EACH STATEMENT EXECUTE FUNCTION audit_seals_append_only();--> statement-breakpoint
CREATE FUNCTION audit_expire(keep_seconds integer, most integer) RETURNS TABLE (seals integer, removed integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
	batch public.audit_seals;
	before timestamptz := now() - keep_seconds * interval '1 second';
	gone integer;
BEGIN
	seals := 0;
	removed := 0;
	IF keep_seconds < 90 * 86400 OR NOT has_table_privilege(session_user, 'public.audit', 'INSERT') THEN
		RAISE EXCEPTION 'the audit is kept for 90 days at least' USING ERRCODE = 'insufficient_privilege';
	END IF;
	PERFORM set_config('countersign.audit', 'expire', true);
	FOR batch IN
		SELECT * FROM public.audit_seals WHERE expired_at IS NULL AND sealed_at < before ORDER BY number LIMIT most FOR UPDATE
	LOOP
		EXIT WHEN EXISTS (SELECT FROM public.audit WHERE id = ANY (batch.row_ids) AND at >= before);
		DELETE FROM public.audit WHERE id = ANY (batch.row_ids);
		GET DIAGNOSTICS gone = ROW_COUNT;
		UPDATE public.audit_seals SET row_ids = NULL, row_hashes = NULL, expired_at = now() WHERE number = batch.number;
		seals := seals + 1;
		removed := removed + gone;
	END LOOP;
	PERFORM set_config('countersign.audit', '', true);
	RETURN NEXT;
END $$;--> statement-breakpoint
DO $$ BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'countersign_app') THEN
		REVOKE UPDATE, DELETE ON audit_seals FROM countersign_app;
	END IF;
END $$;
