"""Assignment notebooks: written once, released without their solutions, graded by tests from outside."""
