/**
 * HTTP/3 with clients: QUIC and its frames are Netty's, what the fields of a message may be is {@code lb.proxy.http2}'s, and each
 * request is served as one of HTTP/1.1.
 */
@NullMarked
package lb.proxy.http3;

import org.jspecify.annotations.NullMarked;
