"""Which explanation fits what was known, how sure that is, and what each says comes next."""
