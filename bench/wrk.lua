-- The requests that wrk sends, and its figures as one line of JSON.
-- Arguments: method, "close" or "keep", "plain" or "chunked", bytes of body.
function init(args)
    local whole
    local method, connection, framing, size = args[1], args[2], args[3], tonumber(args[4])
    local headers = {}
    if connection == "close" then headers["Connection"] = "close" end
    if size > 0 and framing == "chunked" then
        -- 16 KiB a chunk
        local pieces = {}
        local left = size
        while left > 0 do
            local n = math.min(left, 16384)
            pieces[#pieces + 1] = string.format("%x\r\n%s\r\n", n, string.rep("x", n))
            left = left - n
        end
        pieces[#pieces + 1] = "0\r\n\r\n"
        headers["Transfer-Encoding"] = "chunked"
        local head = wrk.format(method, wrk.path, headers, nil)
        whole = head .. table.concat(pieces)
    else
        whole = wrk.format(method, wrk.path, headers, size > 0 and string.rep("x", size) or nil)
    end
    -- wrk asks once, right after this; a global "request" would be called for each one.
    wrk.format = function() return whole end
end

function done(summary, latency, requests)
    local e = summary.errors
    io.write(string.format(
        'JSON {"requests":%d,"microseconds":%d,"bytes":%d,"p50":%d,"p99":%d,"p999":%d,"max":%d,'
            .. '"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
        summary.requests, summary.duration, summary.bytes,
        latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max,
        e.connect, e.read, e.write, e.status, e.timeout))
end
