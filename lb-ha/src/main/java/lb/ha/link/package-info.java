/** How adverts reach the wire and come from it: the {@link lb.ha.link.VrrpLink} seam and its Linux raw socket. */
package lb.ha.link;
