place,people
here,100
