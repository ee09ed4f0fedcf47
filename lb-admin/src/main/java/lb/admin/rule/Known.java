package lb.admin.rule;

/** From when on a sample has a value, and for how long. */
enum Known {
    /** Always. */
    ALWAYS,
    /** From when it is looked what a client sends: be_name is that of the frontend before a backend is chosen. */
    CONTENT,
    /** From the hello of a TLS client, in mode tcp. */
    HELLO,
    /** While rules for requests are gone through. */
    REQUEST,
    /** From the request on, also for its response. */
    FROM_REQUEST,
    /** For the response. */
    RESPONSE
}
