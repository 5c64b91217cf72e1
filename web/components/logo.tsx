/** Two speech bubbles, one answering the other. */
export function Logo({ className }: { readonly className: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" fill="#3b53c4" />
      <path
        d="M7 9.5A2.5 2.5 0 0 1 9.5 7h9A2.5 2.5 0 0 1 21 9.5v5a2.5 2.5 0 0 1-2.5 2.5H13l-4 3.5V17A2.5 2.5 0 0 1 7 14.5z"
        fill="#fff"
      />
      <path
        d="M23.2 13H24a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-.5v3l-3.8-3H15a2 2 0 0 1-1.7-1l2-1.8H19a4 4 0 0 0 4.2-4z"
        fill="#b9c6ff"
      />
    </svg>
  );
}
