/** What each event loop has of its own: its deadlines, its buffers and the way it opens sockets. */
package lb.proxy.loop;
