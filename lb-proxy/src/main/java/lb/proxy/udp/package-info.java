/** Datagrams relayed: a client's go to one server, and the replies leave from the address that was asked. */
package lb.proxy.udp;
