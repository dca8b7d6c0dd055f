"""Narratives read as a billing auditor reads them: clauses, tasks with their verbs and objects, phrases."""
