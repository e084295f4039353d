"""What broken promises cost in deals and revenue, and what leads and deals cost by source."""

from selaras.diagnosis.business_effect.answer import BusinessEffect, business_effect
from selaras.diagnosis.business_effect.form import business_effect_form

__all__ = ["BusinessEffect", "business_effect", "business_effect_form"]
