return { statusline = function(standing) return standing.is .. (standing.state and standing.state.state or "") end }
