"""Pictures outside the dashboard: figures for whoever has Plotly alone, such as a notebook."""
