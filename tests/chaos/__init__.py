"""The chaos suite: the program killed, the platforms broken, and afterwards every edition counted in the channels."""
