"""A scriptable gateway for legal e-billing: finalized bills in, accepted LEDES e-bills out."""
