"""My account: who I am here, how I sign in, and the programs that act for me."""
