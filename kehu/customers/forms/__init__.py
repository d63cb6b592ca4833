"""What people enter, one file per subject. Forms parse; the actions decide what is right."""
