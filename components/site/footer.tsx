export function SiteFooter() {
  return (
    <footer className="site-footer">
      <p>Your password, then your phone.</p>
      <p>We never ask for a PIN by phone, text or e-mail.</p>
    </footer>
  );
}
