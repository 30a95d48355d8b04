# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Property tests draw as many examples on a busy machine as on an idle one."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
