"""A job description becomes words, and words choose and judge questions."""
