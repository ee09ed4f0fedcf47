/** UDP sockets on event loops, by batches, which know the local address that each datagram came to. */
package lb.proxy.datagram;
