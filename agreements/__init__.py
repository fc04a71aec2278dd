"""Bilateral and multilateral agreements, their parties, life events and documents."""
