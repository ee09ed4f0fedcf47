/**
 * HTTP/2 (RFC 9113, RFC 7541, RFC 8441): pure cores without sockets, bytes in, values out, and the connections of clients
 * ({@link lb.proxy.http2.Http2Loop}) that are built of them.
 *
 * <p>At its border every message is one of HTTP/1.1, head and body as bytes, which {@code lb.proxy.http1} reads in place: rules,
 * routes, logs and pools know no version. A body whose length was announced has Content-Length; of any other the end of
 * the stream is the last chunk of {@code Transfer-Encoding: chunked} ({@link lb.proxy.http2.Chunks} writes them), with the trailers
 * behind it. docs/internals/http2.md tells the rest.
 */
package lb.proxy.http2;
