"""What readers of the site and the API ask: each answer is a view model, made of what they may see."""
