ALTER TABLE "audit" ADD COLUMN "actor_id" uuid;--> statement-breakpoint
CREATE INDEX "audit_actor_id_id" ON "audit" USING btree ("actor_id","id") WHERE "audit"."actor_id" is not null;--> statement-breakpoint
CREATE INDEX "users_username_prefix" ON "users" USING btree ("username_key" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "users_email_prefix" ON "users" USING btree ("email_key" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "users_created_at_id" ON "users" USING btree ("created_at","id");