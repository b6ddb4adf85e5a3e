"""Worksheets: one shipment's sale, costs and adjustments, and when they are recognised."""
