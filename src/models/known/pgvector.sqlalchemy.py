from sqlalchemy.types import UserDefinedType


class Vector(UserDefinedType):
    name = "VECTOR"

    def __init__(self, dim=None):
        self.dim = dim

    def get_col_spec(self):
        return self.name if self.dim is None else f"{self.name}({self.dim})"


class VECTOR(Vector):
    pass


class HALFVEC(Vector):
    name = "HALFVEC"


class SPARSEVEC(Vector):
    name = "SPARSEVEC"
